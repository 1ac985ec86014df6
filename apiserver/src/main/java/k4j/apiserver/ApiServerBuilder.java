package k4j.apiserver;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import k4j.api.schema.Catalog;
import k4j.api.schema.Resource;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.Authorizer.Decision;
import k4j.apiserver.dispatch.SubresourceHandler;
import k4j.apiserver.encryption.Encryption;
import k4j.apiserver.extension.LiveCatalog;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.registry.WriteHook;
import k4j.apiserver.request.Endpoint;
import k4j.apiserver.service.AddressRecords;
import k4j.apiserver.service.ClusterIpRange;
import k4j.apiserver.service.ServiceAllocator;
import k4j.apiserver.storage.StoredObject;
import k4j.apiserver.storage.StoredObjectCodec;
import k4j.apiserver.strategy.Strategies;
import k4j.apiserver.strategy.Strategy;
import k4j.store.Store;
import k4j.store.embedded.EmbeddedStore;
import k4j.store.embedded.StoreSettings;
import org.jspecify.annotations.Nullable;

/// Makes API servers: as it is, one with an empty store in memory that allows everything; each
/// method changes one part.
public final class ApiServerBuilder {

  private static final String SERVICE_RANGE = "10.96.0.0/12";

  private final LiveCatalog catalog;
  private final InstantSource clock;
  private final ScheduledExecutorService scheduler;
  private final RandomGenerator random;
  private @Nullable Store<StoredObject> store;
  private Encryption encryption = Encryption.none();
  private Function<Reader, Authorizer> authorizer = _ -> _ -> Decision.ALLOW;
  private Function<Reader, List<AdmissionPlugin>> plugins = _ -> List.of();
  private Function<Resource, Strategy> strategies;
  private Function<Reader, Function<Resource, WriteHook>> hooks;
  private Function<Reader, List<Endpoint>> endpoints = _ -> List.of();
  private Function<Reader, Map<String, SubresourceHandler>> subresources = _ -> Map.of();
  private ApiServerOptions options = ApiServerOptions.DEFAULT;

  /// @param scheduler runs what is done from time to time
  /// @param random makes uids and names
  public ApiServerBuilder(
      Catalog catalog,
      InstantSource clock,
      ScheduledExecutorService scheduler,
      RandomGenerator random) {
    this.catalog = LiveCatalog.of(catalog);
    this.clock = clock;
    this.scheduler = scheduler;
    this.random = random;
    strategies = new Strategies(clock)::of;
    hooks = ServiceAllocator.hooks(ClusterIpRange.of(SERVICE_RANGE), random, AddressRecords.NONE);
  }

  public ApiServerBuilder store(Store<StoredObject> other) {
    store = other;
    return this;
  }

  /// How what is stored is sealed; the store's codec must know the same.
  public ApiServerBuilder encryption(Encryption other) {
    encryption = other;
    return this;
  }

  public ApiServerBuilder authorizer(Function<Reader, Authorizer> other) {
    authorizer = other;
    return this;
  }

  public ApiServerBuilder plugins(Function<Reader, List<AdmissionPlugin>> other) {
    plugins = other;
    return this;
  }

  public ApiServerBuilder strategies(Function<Resource, Strategy> other) {
    strategies = other;
    return this;
  }

  public ApiServerBuilder hooks(Function<Reader, Function<Resource, WriteHook>> other) {
    hooks = other;
    return this;
  }

  public ApiServerBuilder endpoints(Function<Reader, List<Endpoint>> other) {
    endpoints = other;
    return this;
  }

  public ApiServerBuilder subresources(Function<Reader, Map<String, SubresourceHandler>> other) {
    subresources = other;
    return this;
  }

  public ApiServerBuilder options(ApiServerOptions other) {
    options = other;
    return this;
  }

  public ApiServerConfig config() {
    Store<StoredObject> used = store;
    if (used == null) {
      used =
          EmbeddedStore.inMemory(
              new StoredObjectCodec(encryption, catalog), StoreSettings.of(clock, scheduler));
    }
    return new ApiServerConfig(
        used,
        encryption,
        catalog,
        authorizer,
        plugins,
        strategies,
        hooks,
        endpoints,
        subresources,
        clock,
        scheduler,
        random,
        options);
  }

  public ApiServer build() {
    return new ApiServer(config());
  }
}
