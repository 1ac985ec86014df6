package k4j.client;

import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;

/// What a component takes from outside: the time, a timer and chance.
public record Surroundings(
    InstantSource clock, ScheduledExecutorService timer, RandomGenerator random) {}
