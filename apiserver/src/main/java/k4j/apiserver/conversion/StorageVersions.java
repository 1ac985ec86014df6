package k4j.apiserver.conversion;

import k4j.api.schema.ResourceName;

/// In which version the kinds that have several are stored.
public final class StorageVersions {

  private static final ResourceName EVENTS = new ResourceName("", "v1", "events");
  private static final String AUTOSCALERS = "horizontalpodautoscalers";

  private StorageVersions() {}

  public static ResourceName storedAs(ResourceName served) {
    if (isNewEvent(served)) {
      return EVENTS;
    }
    return isOldAutoscaler(served) ? new ResourceName("autoscaling", "v2", AUTOSCALERS) : served;
  }

  public static Conversion conversion(ResourceName served) {
    if (isNewEvent(served)) {
      return new EventConversion();
    }
    return isOldAutoscaler(served) ? new HorizontalPodAutoscalerConversion() : Conversion.NONE;
  }

  private static boolean isNewEvent(ResourceName name) {
    return name.group().equals("events.k8s.io") && name.plural().equals("events");
  }

  private static boolean isOldAutoscaler(ResourceName name) {
    return name.equals(new ResourceName("autoscaling", "v1", AUTOSCALERS));
  }
}
