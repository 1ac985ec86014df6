package k4j.cluster.foundation;

import java.io.IOException;
import java.util.function.Function;
import k4j.apiserver.storage.StoredObject;
import k4j.apiserver.storage.StoredObjectCodec;
import k4j.client.Surroundings;
import k4j.cluster.ClusterFailure;
import k4j.cluster.certificates.ClusterCertificates;
import k4j.cluster.profile.Profile;
import k4j.store.Store;
import k4j.store.disk.CorruptStoreException;
import k4j.store.embedded.EmbeddedStore;
import k4j.store.embedded.StoreSettings;

/// What a control plane is built on: keys and a store.
///
/// @param store opens it
/// @param listens whether the API server listens from the start, or when it is first asked for
public record Foundation(
    ClusterCertificates certificates,
    Function<StoredObjectCodec, Store<StoredObject>> store,
    boolean listens) {

  /// In the profile's folder, where it stays.
  public static Foundation onDisk(Profile profile, Surroundings surroundings) {
    return new Foundation(
        new ClusterCertificates(profile.pki(), surroundings.clock()),
        codec -> open(profile, surroundings, codec),
        true);
  }

  /// In memory, gone with the cluster.
  public static Foundation inMemory(ClusterCertificates certificates, Surroundings surroundings) {
    return new Foundation(
        certificates,
        codec ->
            EmbeddedStore.inMemory(
                codec, StoreSettings.of(surroundings.clock(), surroundings.timer())),
        false);
  }

  private static Store<StoredObject> open(
      Profile profile, Surroundings surroundings, StoredObjectCodec codec) {
    try {
      return EmbeddedStore.open(
          profile.store(), codec, StoreSettings.of(surroundings.clock(), surroundings.timer()));
    } catch (CorruptStoreException e) {
      throw new ClusterFailure(
          "the store is damaged (%s); 'k4j -p %s salvage' saves what can be read."
              .formatted(e.getMessage(), profile.name()),
          e);
    } catch (IOException e) {
      throw new ClusterFailure(
          "the store in %s cannot be opened: %s".formatted(profile.store(), e.getMessage()), e);
    }
  }
}
