/// Mirrors Endpoints that somebody else writes in EndpointSlices.
@NullMarked
package k4j.controllers.endpointslicemirroring;

import org.jspecify.annotations.NullMarked;
