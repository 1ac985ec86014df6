package k4j.scheduler;

import k4j.client.Client;
import k4j.client.Surroundings;
import k4j.client.event.EventRecorder;
import k4j.client.event.EventSource;
import k4j.scheduler.cycle.Profile;
import k4j.scheduler.cycle.SchedulingCycle;

/// A profile with what speaks in its name.
record ServedProfile(
    Profile profile,
    SchedulingCycle cycle,
    EventRecorder recorder,
    FailureReport failures,
    Preemption preemption) {

  static ServedProfile of(Profile profile, Client client, Surroundings surroundings) {
    String name = profile.schedulerName();
    var recorder = new EventRecorder(client, surroundings, EventSource.of(name));
    return new ServedProfile(
        profile,
        new SchedulingCycle(profile),
        recorder,
        new FailureReport(client, recorder),
        new Preemption(name, client, recorder));
  }

  String name() {
    return profile.schedulerName();
  }
}
