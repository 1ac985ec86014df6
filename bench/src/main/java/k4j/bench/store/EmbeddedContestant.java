package k4j.bench.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import k4j.store.CommitResult.Committed;
import k4j.store.Entry;
import k4j.store.Store;
import k4j.store.ValueCodec;
import k4j.store.Write;
import k4j.store.embedded.EmbeddedStore;
import k4j.store.embedded.StoreSettings;

/// The embedded store on disk, with plain bytes as values.
final class EmbeddedContestant implements Contestant {

  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final Store<byte[]> store;

  EmbeddedContestant(Path directory) throws IOException {
    store =
        EmbeddedStore.open(
            directory,
            new Plain(),
            StoreSettings.of(InstantSource.fixed(Instant.EPOCH), scheduler));
  }

  @Override
  public void create(String key, byte[] value) {
    if (!(store.commit(Write.create(key, value)) instanceof Committed)) {
      throw new IllegalStateException(key + " exists");
    }
  }

  @Override
  public long range(String prefix) {
    long length = 0;
    Iterator<Entry<byte[]>> entries = store.snapshot().entries(prefix, "");
    while (entries.hasNext()) {
      length += entries.next().value().length;
    }
    return length;
  }

  @Override
  public void close() {
    store.close();
    scheduler.shutdownNow();
  }

  private record Plain() implements ValueCodec<byte[]> {
    @Override
    public byte[] encode(String key, byte[] value) {
      return value;
    }

    @Override
    public byte[] decode(String key, byte[] bytes, long modRevision) {
      return bytes;
    }
  }
}
