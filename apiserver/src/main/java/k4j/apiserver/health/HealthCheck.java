package k4j.apiserver.health;

import java.util.function.BooleanSupplier;

/// One thing that must be well.
///
/// @param forLife whether the server should be restarted while it is not (`/livez`); `/readyz` and
///   `/healthz` ask for all
/// @param well asked at each request
public record HealthCheck(String name, boolean forLife, BooleanSupplier well) {}
