package k4j.client.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PauseTest {

  @Test
  void anInterruptedPauseKeepsNoTimer() throws InterruptedException {
    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    Thread paused = Thread.ofVirtual().start(() -> Pause.of(Duration.ofHours(1), timer));
    paused.interrupt();
    paused.join();
    timer.shutdown();
    assertThat(timer.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
  }
}
