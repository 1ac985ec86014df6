package k4j.scheduler.cycle;

import java.util.List;
import k4j.scheduler.snapshot.PodInfo;

/// The pods for which others were told to go: their room on a node is not for less important pods.
@FunctionalInterface
public interface Nominations {

  Nominations NONE = _ -> List.of();

  List<PodInfo> on(String node);
}
