package k4j.controllers.podautoscaler;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import k4j.api.core.v1.Pod;
import k4j.controllers.pods.PodState;

/// How many replicas follow from what was measured. (controller: replica_calculator.go.)
///
/// @param pods those that the target's selector matches
record ReplicaCalculator(
    List<Pod> pods, Tolerances tolerances, AutoscalerTiming timing, Instant now) {

  /// @param usage the average of the pods, or of all where there is no average, in thousandths
  /// @param utilization the same in percent of what pods ask for, where that was the question
  record Proposal(int replicas, long usage, int utilization) {}

  /// How a load compares to its target.
  private record Load(double ratio, long usage, int utilization) {}

  /// Compares figures to the target.
  private interface Scale {
    Load of(Map<String, Figure> figures);

    /// A figure that would be just as wanted for the pod, where it has none.
    long filler(String pod);
  }

  /// From the share of what pods ask for.
  ///
  /// @param target in percent
  /// @param container empty for whole pods
  Proposal utilization(
      int current, int target, String resource, String container, Map<String, Figure> figures) {
    requirePods();
    PodGroups groups = groups(figures, resource);
    Map<String, Figure> counted = counted(figures, groups);
    Map<String, Long> requests = PodRequests.of(pods, container, resource);
    Scale scale =
        new Scale() {
          @Override
          public Load of(Map<String, Figure> some) {
            return utilization(some, requests, target);
          }

          // Above 100 % it is rather the target that a pod without figures is taken to have.
          @Override
          public long filler(String pod) {
            return requests.getOrDefault(pod, 0L) * Math.max(100, target) / 100;
          }
        };
    return propose(current, groups, counted, scale);
  }

  private static Load utilization(
      Map<String, Figure> figures, Map<String, Long> requests, int target) {
    long used = 0;
    long asked = 0;
    int count = 0;
    for (var entry : figures.entrySet()) {
      Long request = requests.get(entry.getKey());
      if (request != null) {
        used += entry.getValue().value();
        asked += request;
        count++;
      }
    }
    if (asked == 0) {
      throw new MetricFailure("no metrics returned matched known pods");
    }
    int utilization = (int) (used * 100 / asked);
    return new Load((double) utilization / target, used / count, utilization);
  }

  /// From the average of the pods.
  ///
  /// @param resource empty where what is measured is no resource
  Proposal average(int current, long target, String resource, Map<String, Figure> figures) {
    requirePods();
    PodGroups groups = groups(figures, resource);
    Scale scale =
        new Scale() {
          @Override
          public Load of(Map<String, Figure> some) {
            long sum = some.values().stream().mapToLong(Figure::value).sum();
            long average = sum / some.size();
            return new Load((double) average / target, average, 0);
          }

          @Override
          public long filler(String pod) {
            return target;
          }
        };
    return propose(current, groups, counted(figures, groups), scale);
  }

  private void requirePods() {
    if (pods.isEmpty()) {
      throw new MetricFailure("no pods returned by selector while calculating replica count");
    }
  }

  private PodGroups groups(Map<String, Figure> figures, String resource) {
    return PodGroups.of(pods, figures, resource, timing, now);
  }

  private static Map<String, Figure> counted(Map<String, Figure> figures, PodGroups groups) {
    Map<String, Figure> counted = new HashMap<>(figures);
    counted.keySet().removeAll(groups.ignored());
    counted.keySet().removeAll(groups.unready());
    if (counted.isEmpty()) {
      throw new MetricFailure("did not receive metrics for targeted pods (pods might be unready)");
    }
    return counted;
  }

  /// What is not known speaks against scaling: pods without figures are taken to be idle where
  /// there is too much load, and to be at the target where there is too little.
  private Proposal propose(
      int current, PodGroups groups, Map<String, Figure> counted, Scale scale) {
    Load load = scale.of(counted);
    double ratio = load.ratio();
    boolean growsWithUnready = !groups.unready().isEmpty() && ratio > 1.0;
    if (!growsWithUnready && groups.missing().isEmpty()) {
      int replicas = tolerances.allow(ratio) ? current : ceil(ratio * groups.ready());
      return new Proposal(replicas, load.usage(), load.utilization());
    }
    Map<String, Figure> filled = new HashMap<>(counted);
    for (String pod : groups.missing()) {
      if (ratio < 1.0) {
        filled.put(pod, filler(scale.filler(pod)));
      } else if (ratio > 1.0) {
        filled.put(pod, filler(0));
      }
    }
    if (growsWithUnready) {
      groups.unready().forEach(pod -> filled.put(pod, filler(0)));
    }
    double careful = scale.of(filled).ratio();
    int replicas = ceil(careful * filled.size());
    boolean turned = (ratio < 1.0 && careful > 1.0) || (ratio > 1.0 && careful < 1.0);
    boolean wrongWay =
        (careful < 1.0 && replicas > current) || (careful > 1.0 && replicas < current);
    boolean stays = tolerances.allow(careful) || turned || wrongWay;
    return new Proposal(stays ? current : replicas, load.usage(), load.utilization());
  }

  private Figure filler(long value) {
    return new Figure(now, timing.period(), value);
  }

  private static int ceil(double replicas) {
    return (int) Math.ceil(replicas);
  }

  /// From a figure of all pods together.
  Proposal total(int current, long target, long usage) {
    double ratio = (double) usage / target;
    if (current == 0) {
      return new Proposal(ceil(ratio), usage, 0);
    }
    if (tolerances.allow(ratio)) {
      return new Proposal(current, usage, 0);
    }
    requirePods();
    long ready =
        pods.stream()
            .filter(pod -> pod.status().phase().equals("Running") && PodState.isReady(pod))
            .count();
    return new Proposal(ceil(ratio * ready), usage, 0);
  }

  /// From a figure of all pods together and a target for each.
  Proposal perPod(int current, long target, long usage) {
    double ratio = usage / ((double) target * current);
    int replicas = tolerances.allow(ratio) ? current : ceil((double) usage / target);
    long each = usage == Long.MAX_VALUE ? usage : (long) Math.ceil((double) usage / current);
    return new Proposal(replicas, each, 0);
  }

  /// The sum, or the greatest number there is.
  static long sum(Collection<Long> values) {
    long sum = 0;
    for (long value : values) {
      if (value > 0 && sum > Long.MAX_VALUE - value) {
        return Long.MAX_VALUE;
      }
      sum += value;
    }
    return sum;
  }
}
