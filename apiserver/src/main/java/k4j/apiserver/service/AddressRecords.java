package k4j.apiserver.service;

import k4j.api.json.JsonObject;

/// What tells everybody that an address of a service is taken.
public interface AddressRecords {

  /// Tells nobody.
  AddressRecords NONE =
      new AddressRecords() {
        @Override
        public boolean create(String address, JsonObject service) {
          return true;
        }

        @Override
        public void delete(String address, JsonObject service) {}
      };

  /// False where somebody else has the address.
  boolean create(String address, JsonObject service);

  void delete(String address, JsonObject service);
}
