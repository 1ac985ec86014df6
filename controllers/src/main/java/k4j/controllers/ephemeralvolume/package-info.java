/// Makes the claims of volumes that live as long as their pods.
@NullMarked
package k4j.controllers.ephemeralvolume;

import org.jspecify.annotations.NullMarked;
