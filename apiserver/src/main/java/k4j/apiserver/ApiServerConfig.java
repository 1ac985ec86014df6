package k4j.apiserver;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import k4j.api.schema.Resource;
import k4j.apiserver.admission.AdmissionPlugin;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.dispatch.SubresourceHandler;
import k4j.apiserver.encryption.Encryption;
import k4j.apiserver.extension.LiveCatalog;
import k4j.apiserver.registry.Reader;
import k4j.apiserver.registry.WriteHook;
import k4j.apiserver.request.Endpoint;
import k4j.apiserver.storage.StoredObject;
import k4j.apiserver.strategy.Strategy;
import k4j.store.Store;

/// Everything that an API server is made of. What needs to read the cluster gets the reader when
/// the server is made.
///
/// @param store opened with a `StoredObjectCodec`
/// @param encryption that the codec has
/// @param plugins in the order in which they run
/// @param endpoints asked in order before the resources of the catalog
/// @param subresources more of them, keyed as `Dispatcher` says
public record ApiServerConfig(
    Store<StoredObject> store,
    Encryption encryption,
    LiveCatalog catalog,
    Function<Reader, Authorizer> authorizer,
    Function<Reader, List<AdmissionPlugin>> plugins,
    Function<Resource, Strategy> strategies,
    Function<Reader, Function<Resource, WriteHook>> hooks,
    Function<Reader, List<Endpoint>> endpoints,
    Function<Reader, Map<String, SubresourceHandler>> subresources,
    InstantSource clock,
    ScheduledExecutorService scheduler,
    RandomGenerator random,
    ApiServerOptions options) {}
