/// The OCI runtime specification: what a container is to be, for runc and crun, and in part for the
/// launcher that does without them.
@NullMarked
package k4j.cri.embedded.oci;

import org.jspecify.annotations.NullMarked;
