package k4j.apiserver.http;

import k4j.apiserver.request.Call;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/// A request on its connection, with what answers it.
///
/// @param callback to be completed once the answer is out
record Exchange(Call call, Request request, Response response, Callback callback) {}
