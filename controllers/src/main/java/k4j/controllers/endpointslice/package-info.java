/// Lists the pods of each service in EndpointSlices.
@NullMarked
package k4j.controllers.endpointslice;

import org.jspecify.annotations.NullMarked;
