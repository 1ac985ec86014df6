/// What the two endpoint controllers need to know of services and their pods.
@NullMarked
package k4j.controllers.services;

import org.jspecify.annotations.NullMarked;
