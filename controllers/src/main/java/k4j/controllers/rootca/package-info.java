/// Gives each namespace the certificates that its pods trust the API server by.
@NullMarked
package k4j.controllers.rootca;

import org.jspecify.annotations.NullMarked;
