package k4j.apiserver.encryption;

import java.util.Map;

/// How the values of each resource are kept on disk; may change while the server runs.
public final class Encryption {

  private volatile Map<String, Providers> byResource;

  private Encryption(Map<String, Providers> byResource) {
    this.byResource = byResource;
  }

  /// Everything is kept as it is.
  public static Encryption none() {
    return new Encryption(Map.of());
  }

  public static Encryption of(EncryptionConfiguration configuration) {
    return new Encryption(configuration.byResource());
  }

  /// From now on another configuration holds.
  public void configure(EncryptionConfiguration configuration) {
    byResource = configuration.byResource();
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
    return providers(key);
  }

  public byte[] seal(String key, byte[] plain) {
    return providers(key).write(plain, context(key));
  }

  /// @throws SealException where no key opens it
  public Opened open(String key, byte[] stored) throws SealException {
    Providers providers = providers(key);
    Provider.Read read = providers.read(stored, context(key));
    return new Opened(read.plain(), read.current() ? providers : STALE);
  }

  private static final Object STALE = new Object();

  private static byte[] context(String key) {
    return Ascii.bytes("/registry/" + key);
  }

  private Providers providers(String key) {
    Map<String, Providers> known = byResource;
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
