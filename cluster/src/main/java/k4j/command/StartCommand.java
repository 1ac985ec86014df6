package k4j.command;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import k4j.api.feature.FeatureGates;
import k4j.api.schema.BuiltinCatalog;
import k4j.apiserver.enablement.RuntimeConfig;
import k4j.cluster.ClusterConfig;
import k4j.cluster.ServerFlags;
import k4j.cluster.SimulatedChoice;
import k4j.cluster.access.Flag;
import k4j.cluster.preflight.Preflight;
import k4j.cluster.profile.Profile;
import k4j.cluster.profile.RunningCluster;
import k4j.kubelet.simulated.SimulatedNodes;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// Becomes the cluster. The launcher script runs it in the background and shows what it prints
/// until it says that it is ready.
final class StartCommand implements Command {

  private static final String EMBEDDED = "embedded";
  private static final String SIMULATED = "simulated";

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("start").mixinStandardHelpOptions(true);
    spec.usageMessage()
        .description("Start the cluster, and return when its node is ready.")
        .footer("", "What is given is kept: the next start of the profile needs no options.");
    spec.addOption(option("--node-name", String.class, "NAME", "The node's name."));
    spec.addOption(option("--node-ip", String.class, "ADDRESS", "Where the node is reached."));
    spec.addOption(
        option("--apiserver-port", Integer.class, "PORT", "Port of the API server (6443)."));
    spec.addOption(option("--kubelet-port", Integer.class, "PORT", "Port of the kubelet (10250)."));
    spec.addOption(
        option("--pod-cidr", String.class, "CIDR", "Addresses of pods (10.244.0.0/24)."));
    spec.addOption(
        option("--service-cidr", String.class, "CIDR", "Addresses of services (10.96.0.0/16)."));
    spec.addOption(
        option(
            "--runtime",
            String.class,
            "NAME",
            "embedded: this machine is the node; simulated: nodes and pods are only simulated."));
    spec.addOption(option("--nodes", Integer.class, "N", "How many nodes are simulated (1)."));
    spec.addOption(
        option(
            "--simulation",
            String.class,
            "FILE",
            "What simulated nodes are like and what their pods do (docs/simulation.md)."));
    for (Flag flag : ServerFlags.all()) {
      spec.addOption(option("--" + flag.name(), String.class, flag.label(), flag.description()));
    }
    return spec;
  }

  private static OptionSpec option(String name, Class<?> type, String label, String text) {
    return OptionSpec.builder(name).type(type).paramLabel(label).description(text).build();
  }

  @Override
  public int run(ParseResult arguments, Session session) {
    Profile profile = session.profile();
    Optional<RunningCluster> running = RunningCluster.of(profile);
    if (running.isPresent()) {
      session
          .terminal()
          .done(
              "Already running: %s (process %d)"
                  .formatted(running.get().apiserver(), running.get().pid()));
      return 0;
    }
    var preflight = new Preflight(session.environment());
    require(() -> Preflight.folder(profile.directory()));
    ClusterConfig config = config(arguments, profile);
    boolean real = !config.simulated().isChosen();
    if (real) {
      require(preflight::machine);
    }
    require(() -> Preflight.port(config.apiserverPort(), "API server", "--apiserver-port"));
    if (real) {
      require(() -> Preflight.port(config.kubeletPort(), "kubelet", "--kubelet-port"));
    }
    return new Foreground(session, config).run();
  }

  private static void require(Supplier<Optional<String>> check) {
    check
        .get()
        .ifPresent(sentence -> {
          throw new CommandFailure(sentence);
        });
  }

  private static ServerFlags flags(ParseResult given, ServerFlags kept) {
    ServerFlags flags = kept;
    for (Flag flag : ServerFlags.all()) {
      flags =
          flags.with(
              flag.name(),
              flag.kept(given.matchedOptionValue("--" + flag.name(), kept.get(flag.name()))));
    }
    check(flags);
    return flags;
  }

  private static SimulatedChoice simulated(ParseResult given, SimulatedChoice kept) {
    String runtime = given.matchedOptionValue("--runtime", kept.isChosen() ? SIMULATED : EMBEDDED);
    int nodes = given.matchedOptionValue("--nodes", Math.max(1, kept.nodes()));
    String file = given.matchedOptionValue("--simulation", kept.file());
    return switch (runtime) {
      case SIMULATED -> {
        if (nodes < 1 || nodes > SimulatedNodes.MOST) {
          throw new CommandFailure(
              "--nodes is from 1 to %d, not %d.".formatted(SimulatedNodes.MOST, nodes), 2);
        }
        yield new SimulatedChoice(nodes, file);
      }
      case EMBEDDED -> {
        if (given.hasMatchedOption("--nodes") && nodes != 1) {
          throw new CommandFailure("Several nodes need \"--runtime simulated\".", 2);
        }
        yield SimulatedChoice.NONE;
      }
      default ->
          throw new CommandFailure(
              "There is no runtime \"%s\"; choose embedded or simulated.".formatted(runtime), 2);
    };
  }

  private static void check(ServerFlags flags) {
    FeatureGates gates;
    try {
      gates = FeatureGates.parse(flags.get(ServerFlags.FEATURE_GATES));
    } catch (IllegalArgumentException wrong) {
      throw new CommandFailure(
          "invalid argument \"%s\" for \"--feature-gates\" flag: %s"
              .formatted(flags.get(ServerFlags.FEATURE_GATES), wrong.getMessage()),
          2);
    }
    if (!flags.get(ServerFlags.RUNTIME_CONFIG).isEmpty()) {
      try {
        RuntimeConfig.apply(new BuiltinCatalog(), flags.get(ServerFlags.RUNTIME_CONFIG), gates);
      } catch (IllegalArgumentException wrong) {
        throw new CommandFailure(String.valueOf(wrong.getMessage()), 2);
      }
    }
  }

  /// What was kept, changed by what is given now.
  private static ClusterConfig config(ParseResult given, Profile profile) {
    ClusterConfig kept = KeptConfig.of(profile);
    var config =
        new ClusterConfig(
            given.matchedOptionValue("--node-name", kept.nodeName()),
            given.matchedOptionValue("--node-ip", kept.nodeAddress()),
            given.matchedOptionValue("--apiserver-port", kept.apiserverPort()),
            given.matchedOptionValue("--kubelet-port", kept.kubeletPort()),
            given.matchedOptionValue("--pod-cidr", kept.podCidr()),
            given.matchedOptionValue("--service-cidr", kept.serviceCidr()),
            flags(given, kept.server()),
            simulated(given, kept.simulated()));
    for (String cidr : List.of(config.podCidr(), config.serviceCidr())) {
      if (!cidr.matches("\\d+(\\.\\d+){3}/\\d+")) {
        throw new CommandFailure(
            "\"%s\" is no range of IPv4 addresses; write one such as 10.244.0.0/24."
                .formatted(cidr),
            2);
      }
    }
    KeptConfig.write(profile, config);
    return config;
  }
}
