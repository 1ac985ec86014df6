package k4j.apiserver.admission.webhook;

import k4j.api.json.JsonObject;
import k4j.api.schema.Resource;

/// A webhook that is to be asked about a request.
///
/// @param resource as which it wants to see the objects: the request's own, or one that shows the
///   same ones
/// @param object in the version of that resource; empty where there is none
/// @param oldObject as well
record Invocation(Webhook webhook, Resource resource, JsonObject object, JsonObject oldObject) {}
