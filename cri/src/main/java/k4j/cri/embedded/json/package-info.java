/// As much JSON as image manifests, runtime bundles and state files need; this module may not use
/// the object tree of the API.
@NullMarked
package k4j.cri.embedded.json;

import org.jspecify.annotations.NullMarked;
