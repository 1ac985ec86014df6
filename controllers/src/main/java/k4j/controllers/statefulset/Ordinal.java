package k4j.controllers.statefulset;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import k4j.api.apps.v1.StatefulSet;
import k4j.api.core.v1.PersistentVolumeClaim;
import k4j.api.core.v1.Pod;

/// The numbers of a StatefulSet's pods, and the names made of them.
final class Ordinal {

  /// Of a pod whose name has none.
  static final int NONE = -1;

  private static final Pattern NAME = Pattern.compile("(.*)-([0-9]+)");

  private Ordinal() {}

  static int of(Pod pod) {
    Matcher name = NAME.matcher(pod.name());
    if (!name.matches()) {
      return NONE;
    }
    try {
      return Integer.parseInt(name.group(2));
    } catch (NumberFormatException _) {
      return NONE;
    }
  }

  /// Whether the pod has a name as the set gives them.
  static boolean isMember(StatefulSet set, Pod pod) {
    Matcher name = NAME.matcher(pod.name());
    return name.matches() && name.group(1).equals(set.name());
  }

  static int first(StatefulSet set) {
    return set.spec().ordinals().start();
  }

  /// Whether the set is to have a pod of that number.
  static boolean isWanted(StatefulSet set, Pod pod) {
    int place = of(pod) - first(set);
    return place >= 0 && place < set.spec().replicas();
  }

  static String podName(StatefulSet set, int ordinal) {
    return set.name() + "-" + ordinal;
  }

  static String claimName(StatefulSet set, PersistentVolumeClaim template, int ordinal) {
    return template.name() + "-" + set.name() + "-" + ordinal;
  }
}
