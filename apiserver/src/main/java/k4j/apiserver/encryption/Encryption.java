package k4j.apiserver.encryption;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import k4j.apiserver.health.HealthCheck;

/// How the values of each resource are kept on disk; may change while the server runs.
public final class Encryption implements AutoCloseable {

  private final boolean changes;
  private volatile Now now;

  private record Now(Map<String, Providers> byResource, List<Envelopes> plugins) {}

  private Encryption(boolean changes, Now now) {
    this.changes = changes;
    this.now = now;
  }

  /// Everything is kept as it is.
  public static Encryption none() {
    return new Encryption(false, new Now(Map.of(), List.of()));
  }

  public static Encryption of(EncryptionConfiguration configuration) {
    return new Encryption(false, now(configuration));
  }

  /// As a configuration says that will be another one.
  public static Encryption changing(EncryptionConfiguration first) {
    return new Encryption(true, now(first));
  }

  private static Now now(EncryptionConfiguration configuration) {
    return new Now(configuration.byResource(), configuration.plugins());
  }

  /// From now on another configuration holds; the plugins of the one before are let go.
  public void configure(EncryptionConfiguration other) {
    List<Envelopes> before = now.plugins();
    now = now(other);
    before.forEach(Envelopes::close);
  }

  /// Whether the plugins that seal keys are well: one by one, or all that there will be.
  public List<HealthCheck> health() {
    if (changes) {
      return List.of(HealthCheck.of("kms-providers", () -> areWell(now.plugins())));
    }
    var checks = new ArrayList<HealthCheck>();
    for (Envelopes each : now.plugins()) {
      checks.add(HealthCheck.of("kms-provider-" + checks.size(), () -> areWell(List.of(each))));
    }
    return checks;
  }

  private static boolean areWell(List<Envelopes> plugins) {
    return plugins.stream().allMatch(each -> each.problem().isEmpty());
  }

  /// Lets the plugins go.
  @Override
  public void close() {
    now.plugins().forEach(Envelopes::close);
  }

  /// Why values of the resource cannot be sealed now; empty where they can.
  ///
  /// @param key as [#current] takes it
  public String writeProblem(String key) {
    return providers(key).writeProblem();
  }

  /// The bytes of a value, opened.
  ///
  /// @param seal what [#current] is to be asked about
  @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
  public record Opened(byte[] plain, Object seal) {}

  /// What a value that is written now is sealed by: the same object as long as that does not
  /// change.
  ///
  /// @param key such as `secrets/default/name`, `deployments.apps/default/web`
  public Object current(String key) {
    return providers(key).mark();
  }

  public byte[] seal(String key, byte[] plain) {
    return providers(key).write(plain, context(key));
  }

  /// @throws SealException where no key opens it
  public Opened open(String key, byte[] stored) throws SealException {
    Providers providers = providers(key);
    Provider.Read read = providers.read(stored, context(key));
    return new Opened(read.plain(), read.current() ? providers.mark() : STALE);
  }

  private static final Object STALE = new Object();

  private static byte[] context(String key) {
    return Ascii.bytes("/registry/" + key);
  }

  private Providers providers(String key) {
    Map<String, Providers> known = now.byResource();
    if (known.isEmpty()) {
      return Providers.NONE;
    }
    String resource = key.substring(0, Math.max(0, key.indexOf('/')));
    Providers own = known.get(resource);
    if (own == null) {
      int dot = resource.indexOf('.');
      own = known.get("*." + (dot < 0 ? "" : resource.substring(dot + 1)));
    }
    if (own == null) {
      own = known.get("*.*");
    }
    return own == null ? Providers.NONE : own;
  }
}
