/// Images and the file systems they lie on.
@NullMarked
package k4j.cri.image;

import org.jspecify.annotations.NullMarked;
