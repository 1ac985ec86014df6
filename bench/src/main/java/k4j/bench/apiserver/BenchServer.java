package k4j.bench.apiserver;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import k4j.api.meta.SystemEdge;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.ApiServer;
import k4j.apiserver.ApiServerBuilder;
import k4j.apiserver.authentication.Authenticator;
import k4j.apiserver.authentication.User;
import k4j.apiserver.encryption.Encryption;
import k4j.apiserver.http.HttpSettings;
import k4j.apiserver.http.HttpsServer;
import k4j.apiserver.negotiation.Shaper;
import k4j.apiserver.storage.StoredObject;
import k4j.apiserver.storage.StoredObjectCodec;
import k4j.cluster.certificates.ClusterCertificates;
import k4j.cluster.certificates.TlsContexts;
import k4j.store.Store;
import k4j.store.embedded.EmbeddedStore;
import k4j.store.embedded.StoreSettings;

/// An API server with a durable store in a folder, for measuring.
@SystemEdge
final class BenchServer implements AutoCloseable {

  private final ScheduledExecutorService timer;
  private final Store<StoredObject> store;
  private final HttpsServer https;
  private final SSLContext clientTls;

  BenchServer(Path folder) throws IOException {
    InstantSource clock = InstantSource.system();
    timer = Executors.newScheduledThreadPool(1, Thread.ofPlatform().daemon().factory());
    store =
        EmbeddedStore.open(
            folder.resolve("store"),
            new StoredObjectCodec(Encryption.none(), new BuiltinCatalog()),
            StoreSettings.of(clock, timer));
    var server =
        new ApiServer(
            new ApiServerBuilder(new BuiltinCatalog(), clock, timer, new SecureRandom())
                .store(store)
                .config());
    var certificates = new ClusterCertificates(folder.resolve("pki"), clock);
    var authority = List.of(certificates.authority().certificate());
    var identity = certificates.apiServer(List.of());
    var client = certificates.administrator();
    Authenticator everybody = _ -> new Authenticator.Result.Known(User.of("bench", User.MASTERS));
    https =
        new HttpsServer(
                new HttpSettings("127.0.0.1", 0, TlsContexts.server(() -> identity, authority)),
                List.of(everybody),
                server,
                new Shaper((_, metadata, _, _, _) -> metadata),
                _ -> {
                  throw new IOException("there are no nodes");
                })
            .start();
    clientTls = TlsContexts.client(() -> client, authority);
  }

  LoadConnection connect() throws IOException {
    return new LoadConnection(clientTls, https.port());
  }

  @Override
  public void close() {
    https.close();
    store.close();
    timer.shutdownNow();
  }
}
