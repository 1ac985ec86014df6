/// Lets PersistentVolumes go when they are not bound.
@NullMarked
package k4j.controllers.pvprotection;

import org.jspecify.annotations.NullMarked;
