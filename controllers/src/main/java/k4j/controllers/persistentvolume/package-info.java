/// Brings PersistentVolumeClaims and PersistentVolumes together.
@NullMarked
package k4j.controllers.persistentvolume;

import org.jspecify.annotations.NullMarked;
