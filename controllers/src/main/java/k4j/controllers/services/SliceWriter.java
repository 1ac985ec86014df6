package k4j.controllers.services;

import k4j.api.Kinds;
import k4j.api.discovery.v1.EndpointSlice;
import k4j.api.meta.StatusException;
import k4j.client.Client;
import k4j.client.DeleteOptions;

/// Carries changes of slices out, and remembers them.
public record SliceWriter(Client client, SliceTracker tracker) {

  public void apply(SliceAction action) {
    switch (action) {
      case SliceAction.Create(EndpointSlice slice) ->
          tracker.wrote(client.near(Kinds.ENDPOINT_SLICES, slice).create(slice));
      case SliceAction.Update(EndpointSlice slice) ->
          tracker.wrote(client.near(Kinds.ENDPOINT_SLICES, slice).update(slice));
      case SliceAction.Delete(EndpointSlice slice) -> {
        tracker.gone(slice);
        try {
          client.near(Kinds.ENDPOINT_SLICES, slice).delete(slice.name(), DeleteOptions.of(slice));
        } catch (StatusException e) {
          if (!e.isNotFound()) {
            throw e;
          }
        }
      }
    }
  }
}
