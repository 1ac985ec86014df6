/// Lets VolumeAttributesClasses go when no claim or volume has them.
@NullMarked
package k4j.controllers.vacprotection;

import org.jspecify.annotations.NullMarked;
