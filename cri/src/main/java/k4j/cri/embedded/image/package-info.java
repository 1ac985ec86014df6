/// Images: references, registries, archives, and a store of blobs and unpacked layers.
@NullMarked
package k4j.cri.embedded.image;

import org.jspecify.annotations.NullMarked;
