"""Carries out the requests of ScriptedClient with the kubernetes package."""

import json
import re
import sys
import threading
import time
import traceback

from kubernetes import client, config, dynamic, watch
from kubernetes.stream import portforward, stream

NAMESPACE = sys.argv[1]
config.load_kube_config()
API = client.ApiClient()
CORE = client.CoreV1Api(API)
DYNAMIC = dynamic.DynamicClient(API)
CUSTOM = client.CustomObjectsApi(API)
WATCHES = {}


def plain(thing):
    if isinstance(thing, dynamic.resource.ResourceInstance):
        return thing.to_dict()
    return API.sanitize_for_serialization(thing)


def typed(request):
    """The class of the kind's group, or None for custom resources."""
    group, _, version = request["apiVersion"].rpartition("/")
    words = group.replace(".k8s.io", "", 1).split(".") if group else ["core"]
    name = "".join(word.capitalize() for word in words) + version.capitalize() + "Api"
    return getattr(client, name)(API) if hasattr(client, name) else None


def call(request, verb, *arguments, suffix="", **options):
    """Calls the generated method for the verb on the kind."""
    api, namespaced = typed(request), request["namespaced"]
    if api is None:
        group, _, version = request["apiVersion"].partition("/")
        place = (group, version, NAMESPACE, request["plural"])
        method = "%s_namespaced_custom_object%s" % (verb.replace("read", "get"), suffix)
        if verb == "delete_collection":
            method = "delete_collection_namespaced_custom_object"
        return getattr(CUSTOM, method)(*place, *arguments, **options)
    kind = re.sub(r"(?<!^)(?=[A-Z])", "_", request["kind"]).lower()
    method = getattr(api, "%s_%s%s%s" % (verb, "namespaced_" if namespaced else "", kind, suffix))
    if not namespaced:
        return method(*arguments, **options)
    if verb in ("create", "list", "delete_collection"):
        return method(NAMESPACE, *arguments, **options)
    return method(arguments[0], NAMESPACE, *arguments[1:], **options)


def resource(request):
    return DYNAMIC.resources.get(api_version=request["apiVersion"], kind=request["kind"])


def listed(request, **options):
    found = plain(call(request, "list", label_selector=request["labels"], **options))
    return found["items"], found["metadata"].get("continue")


def names(request):
    items, _ = listed(request, field_selector=request["fields"])
    return [item["metadata"]["name"] for item in items]


def pages(request):
    sizes, following = [], ""
    while following is not None:
        items, following = listed(request, limit=request["limit"], _continue=following)
        sizes.append(len(items))
        following = following or None
    return sizes


def name(request):
    return request["object"]["metadata"]["name"]


def patch(request):
    if request["type"] == "STRATEGIC":
        return call(request, "patch", request["name"], request["body"])
    kind = "json" if request["type"] == "JSON" else "merge"
    return DYNAMIC.patch(resource(request), name=request["name"], namespace=NAMESPACE,
                         body=request["body"], content_type="application/%s-patch+json" % kind)


def apply(request):
    """As text: this release can send no other body of that type."""
    return DYNAMIC.patch(
        resource(request), body=json.dumps(request["object"]), name=name(request),
        namespace=NAMESPACE, content_type="application/apply-patch+yaml",
        field_manager=request["manager"], force_conflicts=request["force"])


def scale(request):
    known = plain(call(request, "read", request["name"], suffix="_scale"))
    before = known["spec"]["replicas"]
    known["spec"]["replicas"] = request["replicas"]
    call(request, "replace", request["name"], known, suffix="_scale")
    return before


def begin_watch(request):
    watcher, heard = watch.Watch(), []
    WATCHES[request["id"]] = (watcher, heard)

    def follow():
        def source(*arguments, **options):
            return call(request, "list", *arguments, **options)
        source.__doc__ = ":return: object\n"
        for event in watcher.stream(source, label_selector=request["labels"]):
            heard.append("%s %s" % (event["type"], event["raw_object"]["metadata"]["name"]))

    threading.Thread(target=follow, daemon=True).start()


def changes(request):
    heard, end = WATCHES[request["id"]][1], time.time() + 20
    while len(heard) < request["count"] and time.time() < end:
        time.sleep(0.005)
    return list(heard)


def execute(request):
    session = stream(CORE.connect_get_namespaced_pod_exec, request["name"], NAMESPACE,
                     command=request["command"], stdin=True, stdout=True, stderr=True,
                     _preload_content=False)
    if request["input"]:
        session.write_stdin(request["input"])
    session.run_forever(timeout=20)
    return {"out": session.read_stdout(timeout=0) or "", "code": session.returncode}


def port(request):
    forward = portforward(CORE.connect_get_namespaced_pod_portforward, request["name"], NAMESPACE,
                          ports=str(request["port"]))
    connection = forward.socket(request["port"])
    connection.setblocking(True)
    connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
    answer = b""
    while part := connection.recv(4096):
        answer += part
    return answer.partition(b"\r\n\r\n")[2].decode()


def may(request):
    what = client.V1ResourceAttributes(namespace=NAMESPACE, verb=request["verb"],
                                       resource=request["plural"])
    reviews = client.AuthorizationV1Api(API)
    if not request["serviceAccount"]:
        spec = client.V1SelfSubjectAccessReviewSpec(resource_attributes=what)
        review = client.V1SelfSubjectAccessReview(spec=spec)
        return reviews.create_self_subject_access_review(review).status.allowed
    user = "system:serviceaccount:%s:%s" % (NAMESPACE, request["serviceAccount"])
    spec = client.V1SubjectAccessReviewSpec(resource_attributes=what, user=user)
    review = client.V1LocalSubjectAccessReview(
        metadata=client.V1ObjectMeta(namespace=NAMESPACE), spec=spec)
    return reviews.create_namespaced_local_subject_access_review(NAMESPACE, review).status.allowed


def token(request):
    spec = client.V1TokenRequestSpec(audiences=[""], expiration_seconds=600)
    spec.audiences = []
    body = client.AuthenticationV1TokenRequest(spec=spec) if hasattr(
        client, "AuthenticationV1TokenRequest") else client.V1TokenRequest(spec=spec)
    return CORE.create_namespaced_service_account_token(
        request["name"], NAMESPACE, body).status.token


def who_is(request):
    """By the raw path: this release is older than SelfSubjectReview."""
    own = API.configuration
    bearer = client.Configuration()
    bearer.host, bearer.ssl_ca_cert = own.host, own.ssl_ca_cert
    bearer.api_key = {"authorization": "Bearer " + request["token"]}
    body = {"apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"}
    answer, _, _ = client.ApiClient(bearer).call_api(
        "/apis/authentication.k8s.io/v1/selfsubjectreviews", "POST", body=body,
        header_params={"Content-Type": "application/json"}, auth_settings=["BearerToken"],
        response_type=object)
    return answer["status"]["userInfo"]["username"]


def evict(request):
    metadata = client.V1ObjectMeta(name=request["name"], namespace=NAMESPACE)
    return CORE.create_namespaced_pod_eviction(
        request["name"], NAMESPACE, client.V1Eviction(metadata=metadata))


def delete(request):
    return call(request, "delete", request["name"], propagation_policy=request["propagation"])


ACTIONS = {
    "version": lambda request: client.VersionApi(API).get_code().git_version,
    "create": lambda request: call(request, "create", request["object"]),
    "get": lambda request: call(request, "read", request["name"]),
    "list": names,
    "pages": pages,
    "replace": lambda request: call(request, "replace", name(request), request["object"]),
    "replaceStatus": lambda request: call(
        request, "replace", name(request), request["object"], suffix="_status"),
    "patch": patch,
    "apply": apply,
    "scale": scale,
    "watch": begin_watch,
    "changes": changes,
    "unwatch": lambda request: WATCHES[request["id"]][0].stop(),
    "logs": lambda request: CORE.read_namespaced_pod_log(request["name"], NAMESPACE),
    "exec": execute,
    "port": port,
    "delete": delete,
    "deleteAll": lambda request: call(
        request, "delete_collection", label_selector=request["labels"]),
    "evict": evict,
    "may": may,
    "token": token,
    "whoIs": who_is,
}

for line in sys.stdin:
    asked = json.loads(line)
    try:
        result = {"value": plain(ACTIONS[asked["do"]](asked))}
    except Exception as problem:
        status = json.loads(getattr(problem, "body", None) or "null")
        result = {"refused": status} if status else {"error": traceback.format_exc()}
    print(json.dumps(result), flush=True)
