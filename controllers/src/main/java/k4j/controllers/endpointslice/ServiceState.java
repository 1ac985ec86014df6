package k4j.controllers.endpointslice;

import java.util.List;
import java.util.Map;
import k4j.api.core.v1.Pod;
import k4j.api.core.v1.Service;
import k4j.api.discovery.v1.EndpointSlice;

/// A service with everything that its slices follow from.
///
/// @param zones the zone of each node that exists, `""` where it has none
/// @param slices those that this controller keeps for the service
record ServiceState(
    Service service, List<Pod> pods, Map<String, String> zones, List<EndpointSlice> slices) {}
