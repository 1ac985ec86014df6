package k4j.apiserver.admission;

import java.time.InstantSource;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import k4j.api.schema.Catalog;
import k4j.api.transport.Transport;
import k4j.apiserver.admission.webhook.WebhookCaller;
import k4j.apiserver.authorization.Authorizer;
import k4j.apiserver.authorization.RbacRoles;
import k4j.apiserver.registry.Reader;

/// What admission plugins are made of.
///
/// @param catalog the kinds that are served
/// @param server the way to the server itself, as somebody who may do everything; asked for only
///   when a request needs it
/// @param webhooks asks the webhooks that the cluster has configured
/// @param timer ends what takes too long
/// @param pause waits some 20 ms
public record AdmissionParts(
    Reader reader,
    Catalog catalog,
    Authorizer authorizer,
    RbacRoles roles,
    Supplier<Transport> server,
    WebhookCaller webhooks,
    InstantSource clock,
    ScheduledExecutorService timer,
    RandomGenerator random,
    Runnable pause) {}
