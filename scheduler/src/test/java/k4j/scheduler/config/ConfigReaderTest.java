package k4j.scheduler.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// (cmd/kube-scheduler/app/options, apis/config/validation.)
class ConfigReaderTest {

  private static final String HEAD =
      "apiVersion: kubescheduler.config.k8s.io/v1\nkind: KubeSchedulerConfiguration\n";

  private static SchedulerConfig read(String yaml) {
    return ConfigReader.read((HEAD + yaml).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatIsNotSaidIsAsByDefault() {
    assertThat(read("")).isEqualTo(SchedulerConfig.standard());
  }

  @Test
  void profilesChangeWhatTheySay() {
    SchedulerConfig config =
        read(
            """
            percentageOfNodesToScore: 50
            podInitialBackoffSeconds: 2
            podMaxBackoffSeconds: 20
            profiles:
            - schedulerName: default-scheduler
            - schedulerName: packing
              percentageOfNodesToScore: 100
              plugins:
                multiPoint:
                  enabled:
                  - name: NodeAffinity
                    weight: 7
                  - name: Mine
                  disabled:
                  - name: ImageLocality
                score:
                  disabled:
                  - name: '*'
                  enabled:
                  - name: NodeResourcesFit
                    weight: 5
              pluginConfig:
              - name: NodeResourcesFit
                args:
                  apiVersion: kubescheduler.config.k8s.io/v1
                  kind: NodeResourcesFitArgs
                  scoringStrategy:
                    type: MostAllocated
            """);
    assertThat(config.initialBackOff()).isEqualTo(Duration.ofSeconds(2));
    assertThat(config.mostBackOff()).isEqualTo(Duration.ofSeconds(20));
    assertThat(config.percentage()).isEqualTo(50);
    assertThat(config.profiles().getFirst()).isEqualTo(ProfileConfig.standard());
    ProfileConfig packing = config.profiles().getLast();
    List<PluginSet.Entry> enabled = packing.multiPoint().enabled();
    assertThat(enabled)
        .contains(new PluginSet.Entry("NodeAffinity", 7))
        .endsWith(new PluginSet.Entry("Mine", 0))
        .noneMatch(entry -> entry.name().equals("ImageLocality"));
    assertThat(packing.at(Point.SCORE))
        .isEqualTo(
            new PluginSet(List.of(new PluginSet.Entry("NodeResourcesFit", 5)), List.of("*")));
    assertThat(packing.args().get("NodeResourcesFit").toString())
        .isEqualTo("{\"scoringStrategy\":{\"type\":\"MostAllocated\"}}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "colour: blue | strict decoding error: unknown field \"colour\"",
        "percentageOfNodesToScore: 101 | percentageOfNodesToScore: Invalid value: 101: not in"
            + " valid range [0-100]",
        "podInitialBackoffSeconds: 0 | podInitialBackoffSeconds: Invalid value: 0: must be greater"
            + " than 0",
        "podMaxBackoffSeconds: 0 | podMaxBackoffSeconds: Invalid value: 0: must be greater than or"
            + " equal to PodInitialBackoffSeconds",
        "profiles: [{schedulerName: a}, {schedulerName: a}] | profiles[1].schedulerName: Duplicate"
            + " value: \"profiles[0].schedulerName\"",
        "profiles: [{pluginConfig: [{name: InterPodAffinity, args: {hardPodAffinityWeight: 101}}]}]"
            + " | profiles[0].pluginConfig[0].args.hardPodAffinityWeight: Invalid value: 101: not"
            + " in valid range [0-100]",
        "profiles: [{pluginConfig: [{name: VolumeBinding, args: {bindTimeoutSeconds: -1}}]}] |"
            + " profiles[0].pluginConfig[0].args.bindTimeoutSeconds: Invalid value: -1: invalid"
            + " BindTimeoutSeconds, should not be a negative value",
        "profiles: [{pluginConfig: [{name: NodeResourcesFit, args: {scoringStrategy: {type:"
            + " Best}}}]}] | profiles[0].pluginConfig[0].args.scoringStrategy.type: Unsupported"
            + " value: \"Best\": supported values: \"LeastAllocated\", \"MostAllocated\","
            + " \"RequestedToCapacityRatio\"",
      })
  void refusesWhatIsWrong(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml)).isInstanceOf(InvalidConfig.class).hasMessage(message);
  }

  @Test
  void refusesOtherKinds() {
    assertThatThrownBy(
            () -> ConfigReader.read("{apiVersion: v1, kind: Pod}".getBytes(StandardCharsets.UTF_8)))
        .hasMessage("no kind \"Pod\" is registered for version \"v1\"");
  }
}
