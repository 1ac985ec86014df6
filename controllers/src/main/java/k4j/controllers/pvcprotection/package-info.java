/// Lets PersistentVolumeClaims go when no pod uses them.
@NullMarked
package k4j.controllers.pvcprotection;

import org.jspecify.annotations.NullMarked;
