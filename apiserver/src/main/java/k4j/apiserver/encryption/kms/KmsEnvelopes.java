package k4j.apiserver.encryption.kms;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import k4j.apiserver.encryption.AesGcm;
import k4j.apiserver.encryption.Envelopes;
import k4j.apiserver.encryption.SealException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Seals with a seed that a KMS plugin has sealed: a new one whenever the plugin has a new key. A
/// plugin that is not well stops writes after three minutes, and reads of what was read before
/// never.
public final class KmsEnvelopes implements Envelopes {

  private static final Logger LOG = LoggerFactory.getLogger(KmsEnvelopes.class);
  private static final Duration ASKED_WELL = Duration.ofMinutes(1);
  private static final Duration ASKED_ILL = Duration.ofSeconds(10);
  private static final Duration BELIEVED_WELL = Duration.ofSeconds(20);
  private static final Duration BELIEVED_ILL = Duration.ofSeconds(3);
  private static final Duration WRITABLE = Duration.ofMinutes(3);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final List<String> VERSIONS = List.of("v2", "v2beta1");
  private static final int REMEMBERED = 1000;

  private final String name;
  private final KmsPlugin plugin;
  private final Outside outside;
  private final Map<String, Opener> openers =
      new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Opener> eldest) {
          return size() > REMEMBERED;
        }
      };
  private volatile @Nullable State state;
  private volatile boolean closed;
  private String version = "";
  private Instant asked = Instant.MIN;
  private String problem = "";

  /// What it takes from outside.
  ///
  /// @param ids makes the ids of calls
  /// @param pause waits some 20 ms
  public record Outside(
      InstantSource clock,
      ScheduledExecutorService timer,
      RandomGenerator random,
      Supplier<String> ids,
      Runnable pause) {}

  /// @param mark tells this key of the plugin's from others
  private record State(SeedSealer sealer, Dek dek, Instant until, Object mark) {}

  private interface Opener {
    byte[] open(byte[] sealed, byte[] context) throws SealException;
  }

  private KmsEnvelopes(String name, KmsPlugin plugin, Outside outside) {
    this.name = name;
    this.plugin = plugin;
    this.outside = outside;
  }

  /// Connects, and asks for the first time.
  ///
  /// @param socket where the plugin listens
  public static KmsEnvelopes connect(
      String name, String socket, long timeoutMillis, Outside outside) {
    var plugin = new KmsPlugin(socket, timeoutMillis, outside.ids(), outside.pause());
    var envelopes = new KmsEnvelopes(name, plugin, outside);
    envelopes.watch();
    return envelopes;
  }

  /// Asks, and again when it is time; not on the timer's thread.
  private void watch() {
    String found = problem();
    if (!found.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("name", name)
          .addKeyValue("why", found)
          .log("A KMS plugin is not well");
    }
    Duration pause = found.isEmpty() ? ASKED_WELL : ASKED_ILL;
    if (!closed) {
      var _ =
          outside
              .timer()
              .schedule(
                  () -> Thread.ofVirtual().name("kms-" + name).start(this::watch),
                  pause.toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public synchronized String problem() {
    Instant now = outside.clock().instant();
    Duration believed = problem.isEmpty() ? BELIEVED_WELL : BELIEVED_ILL;
    if (now.isBefore(asked.plus(believed)) || closed) {
      return problem;
    }
    problem = ask();
    asked = outside.clock().instant();
    return problem;
  }

  private String ask() {
    KmsMessages.Status status;
    try {
      status = plugin.status();
    } catch (KmsException e) {
      return "failed to perform status section of the healthz check for KMS Provider %s, error: %s"
          .formatted(name, e.getMessage());
    }
    var problems = new ArrayList<String>();
    if (!status.healthz().equals("ok")) {
      problems.add("got unexpected healthz status: " + status.healthz());
    }
    if (!VERSIONS.contains(status.version())) {
      problems.add("expected KMSv2 API version v2, got " + status.version());
    } else if (version.isEmpty()) {
      version = status.version();
    } else if (!version.equals(status.version())) {
      problems.add(
          "KMSv2 API version should not change after the initial status response version %s, got %s"
              .formatted(version, status.version()));
    }
    String wrongId = Dek.problem(status.keyId());
    if (wrongId.isEmpty()) {
      rotate(status.keyId(), problems);
    } else {
      problems.add(
          "got invalid KMSv2 KeyID hash \"%s\": %s".formatted(hash(status.keyId()), wrongId));
    }
    return problems.isEmpty()
        ? ""
        : "kmsv2 Provider %s is not healthy, error: %s"
            .formatted(
                name,
                problems.size() == 1
                    ? problems.getFirst()
                    : "[" + String.join(", ", problems) + "]");
  }

  /// A new seed where the plugin's key is another; else the one that there is may be used longer.
  private void rotate(String keyId, List<String> problems) {
    Instant until = outside.clock().instant().plus(WRITABLE);
    State known = state;
    if (known != null && known.dek().keyId().equals(keyId)) {
      state = new State(known.sealer(), known.dek(), until, known.mark());
      return;
    }
    byte[] seed = new byte[SeedSealer.SEED];
    outside.random().nextBytes(seed);
    try {
      Dek dek = plugin.encrypt(seed);
      if (!dek.keyId().equals(keyId)) {
        problems.add(
            "failed to rotate DEK, statusKeyIDHash=\"%s\", encryptKeyIDHash=\"%s\""
                .formatted(hash(keyId), hash(dek.keyId())));
        return;
      }
      var sealer = new SeedSealer(seed, outside.random());
      remember(dek, sealer::open);
      state = new State(sealer, dek, until, new Object());
    } catch (KmsException e) {
      problems.add(
          "failed to rotate DEK, errGen=failed to encrypt DEK, error: %s, statusKeyIDHash=\"%s\""
              .formatted(e.getMessage(), hash(keyId)));
    }
  }

  @Override
  public Object mark() {
    State known = state;
    return known == null ? this : known.mark();
  }

  @Override
  public String writeProblem() {
    State known = state;
    if (known == null) {
      return "got unexpected nil transformer";
    }
    Instant now = outside.clock().instant();
    return now.isAfter(known.until())
        ? "encryptedDEKSource with keyID hash \"%s\" expired at %s (current time is %s)"
            .formatted(
                hash(known.dek().keyId()),
                known.until().truncatedTo(ChronoUnit.SECONDS),
                now.truncatedTo(ChronoUnit.SECONDS))
        : "";
  }

  @Override
  public byte[] seal(byte[] plain, byte[] context) {
    State known = state;
    if (known == null) {
      throw new IllegalStateException("KMS plugin " + name + " has never been well");
    }
    return known.dek().encode(known.sealer().seal(plain, context));
  }

  @Override
  public Opened open(byte[] sealed, int from, byte[] context) throws SealException {
    try {
      Dek.Stored stored = Dek.decode(sealed, from);
      Dek dek = stored.dek();
      byte[] plain = opener(dek).open(stored.data(), context);
      State known = state;
      boolean current =
          known != null && dek.type() == Dek.SEED && known.dek().keyId().equals(dek.keyId());
      return new Opened(plain, current);
    } catch (KmsException e) {
      throw new SealException(e.getMessage());
    }
  }

  private Opener opener(Dek dek) throws KmsException {
    synchronized (openers) {
      Opener known = openers.get(dek.id());
      if (known != null) {
        return known;
      }
    }
    byte[] key;
    try {
      key = plugin.decrypt(dek);
    } catch (KmsException e) {
      throw new KmsException("failed to decrypt DEK, error: " + e.getMessage());
    }
    if (dek.type() == Dek.SEED) {
      return remember(dek, new SeedSealer(key, outside.random())::open);
    }
    var sealer = new AesGcm(key, outside.random());
    return remember(dek, (sealed, context) -> sealer.open(sealed, 0, context));
  }

  private Opener remember(Dek dek, Opener opener) {
    synchronized (openers) {
      openers.put(dek.id(), opener);
    }
    return opener;
  }

  private static String hash(String text) {
    if (text.isEmpty()) {
      return "";
    }
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return "sha256:" + HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no SHA-256", e);
    }
  }

  /// Calls under way may still end.
  @Override
  public void close() {
    closed = true;
    var _ = outside.timer().schedule(plugin::close, GRACE.toMillis(), TimeUnit.MILLISECONDS);
  }
}
