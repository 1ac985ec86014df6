package k4j.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import k4j.client.Surroundings;
import k4j.cluster.log.Component;
import k4j.cluster.log.ComponentLogProvider;
import k4j.cri.ImageService;
import k4j.cri.RuntimeService;
import k4j.cri.dispatch.DispatchingImages;
import k4j.cri.dispatch.DispatchingRuntime;
import k4j.cri.inprocess.InProcessRuntime;
import k4j.kubelet.config.StaticPod;

/// The parts of this process that show as pods of `kube-system`: the kubelet starts them, restarts
/// them and keeps their logs like those of any other container.
final class SystemComponents implements AutoCloseable {

  private static final String VERSION = "v1.36.2";

  private final Surroundings surroundings;
  private final InProcessRuntime runtime;
  private final List<StaticPod> pods = new ArrayList<>();
  private final Parts running = new Parts();

  SystemComponents(Surroundings surroundings) {
    this.surroundings = surroundings;
    runtime = new InProcessRuntime(surroundings.clock(), surroundings.random());
  }

  /// One that runs already and ends with the process, since nothing runs without it.
  void joined(Component component, String tier) {
    Instant since = surroundings.clock().instant();
    add(
        component,
        tier,
        new k4j.cri.inprocess.Component() {
          @Override
          public Instant start(Exit exit) {
            component.logger().atInfo().addKeyValue("since", since).log("Serving");
            return since;
          }

          @Override
          public void stop(Duration timeout) {
            // It goes on: the container is only how it shows.
          }
        });
  }

  /// One that its container starts and ends.
  void own(Component component, String tier, Supplier<AutoCloseable> start) {
    Supplier<AutoCloseable> told =
        () -> {
          component.logger().atInfo().addKeyValue("version", VERSION).log("Starting");
          return start.get();
        };
    add(component, tier, running.add(new RestartableComponent(told, surroundings.clock())));
  }

  private void add(Component component, String tier, k4j.cri.inprocess.Component containerized) {
    String name = component.title();
    runtime.register(name, containerized);
    var log = runtime.log(name);
    ComponentLogProvider.router()
        .attach(component, line -> log.line(surroundings.clock().instant(), "stderr", line));
    pods.add(
        new StaticPod(
            name,
            "k4j.local/" + name + ":" + VERSION,
            name,
            component == Component.COREDNS
                ? Map.of("k8s-app", "kube-dns")
                : Map.of("component", name, "tier", tier)));
  }

  List<StaticPod> pods() {
    return List.copyOf(pods);
  }

  /// The runtime of the node with that of these components before it.
  RuntimeService dispatching(RuntimeService standard) {
    return new DispatchingRuntime(standard, Map.of(InProcessRuntime.HANDLER, runtime));
  }

  ImageService dispatching(ImageService standard) {
    return new DispatchingImages(runtime.images(), standard);
  }

  @Override
  public void close() {
    running.close();
  }
}
