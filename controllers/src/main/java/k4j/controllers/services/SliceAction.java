package k4j.controllers.services;

import k4j.api.discovery.v1.EndpointSlice;

/// What a service's slices need.
public sealed interface SliceAction {

  record Create(EndpointSlice slice) implements SliceAction {}

  record Update(EndpointSlice slice) implements SliceAction {}

  record Delete(EndpointSlice slice) implements SliceAction {}
}
