/// Lists the pods of each service in one Endpoints object.
@NullMarked
package k4j.controllers.endpoints;

import org.jspecify.annotations.NullMarked;
