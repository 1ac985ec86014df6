package k4j.cluster;

import java.io.IOException;
import java.util.List;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.storage.StoredObject;
import k4j.apiserver.storage.StoredObjectCodec;
import k4j.client.Surroundings;
import k4j.cluster.certificates.ClusterCertificates;
import k4j.cluster.certificates.Identity;
import k4j.cluster.kubeconfig.ClusterAccess;
import k4j.cluster.profile.Profile;
import k4j.store.Store;
import k4j.store.embedded.EmbeddedStore;
import k4j.store.embedded.StoreSettings;

/// Store, API server, controllers and scheduler.
final class ControlPlane {

  private final Profile profile;
  private final ClusterConfig config;
  private final ClusterCertificates certificates;
  private final ApiServer apiServer;

  private ControlPlane(
      Profile profile,
      ClusterConfig config,
      ClusterCertificates certificates,
      ApiServer apiServer) {
    this.profile = profile;
    this.config = config;
    this.certificates = certificates;
    this.apiServer = apiServer;
  }

  static ControlPlane start(
      Profile profile, ClusterConfig config, Surroundings surroundings, Parts parts) {
    var certificates = new ClusterCertificates(profile.pki(), surroundings.clock());
    Store<StoredObject> store = parts.add(openStore(profile, surroundings));
    ApiServer apiServer =
        new ApiServerBuilder(
                new BuiltinCatalog(),
                surroundings.clock(),
                surroundings.timer(),
                surroundings.random())
            .store(store)
            .build();
    return new ControlPlane(profile, config, certificates, apiServer);
  }

  private static Store<StoredObject> openStore(Profile profile, Surroundings surroundings) {
    try {
      return EmbeddedStore.open(
          profile.store(),
          new StoredObjectCodec(),
          StoreSettings.of(surroundings.clock(), surroundings.timer()));
    } catch (IOException e) {
      throw new ClusterFailure(
          "the store in %s cannot be opened: %s".formatted(profile.store(), e.getMessage()), e);
    }
  }

  ApiServer apiServer() {
    return apiServer;
  }

  ClusterAccess access() {
    Identity administrator = certificates.administrator();
    return new ClusterAccess(
        profile.name(),
        "https://127.0.0.1:" + config.apiserverPort(),
        certificates.authority().certificatePem(),
        administrator.certificatePem(),
        administrator.keyPem());
  }

  List<String> serverNames() {
    return List.of(config.address(), config.kubernetesServiceAddress(), config.nodeName());
  }
}
