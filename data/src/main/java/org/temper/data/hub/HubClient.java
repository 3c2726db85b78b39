package org.temper.data.hub;

import com.google.common.base.Splitter;
import com.google.common.net.UrlEscapers;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.temper.api.Excerpt;
import org.temper.data.hub.HubException.Reason;

/**
 * A client of the Hub's HTTP interface. The token goes to the endpoint alone: not to hosts that it
 * redirects to.
 *
 * @param http sends requests; it follows no redirects itself
 * @param settings the endpoint and the token
 * @param silence the longest wait for an answer, or for more of it
 */
record HubClient(HttpClient http, HubSettings settings, Duration silence) {
  private static final int MOST_REDIRECTS = 10;
  private static final int MOST_LISTING_BYTES = 64 << 20;
  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /**
   * A repository at a revision.
   *
   * @param kind what the repository holds
   * @param repository {@code ORG/NAME}
   * @param revision a commit, a branch or a tag
   */
  record At(HubKind kind, String repository, String revision) {
    @Override
    public String toString() {
      return repository + "@" + revision;
    }
  }

  /**
   * Asks which files a revision has.
   *
   * @throws HubException if there is no answer, or it is no list of files
   * @throws IOException if the thread is interrupted
   */
  Listing listing(At at) throws IOException {
    String path =
        at.kind().api(at.repository()) + "/revision/" + segment(at.revision()) + "?blobs=true";
    HttpResponse<InputStream> response =
        send(at, HttpRequest.newBuilder(uri(path)).GET(), answer -> false);
    byte[] json;
    try (InputStream body = new TimedStream(response.body(), silence)) {
      json = body.readNBytes(MOST_LISTING_BYTES + 1);
    } catch (IOException e) {
      throw failure(at, e);
    }
    if (json.length > MOST_LISTING_BYTES) {
      throw new HubException(
          Reason.REFUSED, at + ": expected a list of files of at most 64 MiB, got more");
    }
    try {
      return Listing.parse(at.toString(), json);
    } catch (IllegalArgumentException e) {
      throw new HubException(Reason.REFUSED, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Asks how large a file is and what it holds, where a listing does not say.
   *
   * @throws HubException if there is no answer, or it does not say so either
   * @throws IOException if the thread is interrupted
   */
  RemoteFile file(At at, String path) throws IOException {
    HttpResponse<InputStream> response =
        send(
            at,
            HttpRequest.newBuilder(address(at, path)).method("HEAD", BodyPublishers.noBody()),
            answer -> answer.headers().firstValue("X-Linked-Etag").isPresent());
    response.body().close();
    var headers = response.headers();
    String tag =
        headers.firstValue("X-Linked-Etag").or(() -> headers.firstValue("ETag")).orElse("");
    String size =
        headers
            .firstValue("X-Linked-Size")
            .or(() -> headers.firstValue("Content-Length"))
            .orElse("");
    try {
      return new RemoteFile(
          path, Long.parseLong(size), tag.replaceFirst("^W/", "").replace("\"", ""));
    } catch (IllegalArgumentException e) {
      throw new HubException(
          Reason.REFUSED,
          String.format(
              "%s: %s: expected a size and a hash (X-Linked-Size, X-Linked-Etag), got '%s', '%s'",
              at, Excerpt.of(path), Excerpt.of(size), Excerpt.of(tag)));
    }
  }

  /**
   * Begins to receive a file.
   *
   * @param at the repository, at a commit
   * @param path the file
   * @param from how many bytes are there already
   * @return the answer, its body to be closed: status 200 for the whole file, 206 for the rest, 416
   *     where there is no rest
   * @throws HubException if there is none
   * @throws IOException if the thread is interrupted
   */
  HttpResponse<InputStream> open(At at, String path, long from) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(address(at, path)).GET();
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    return send(at, request, answer -> answer.statusCode() == RANGE_NOT_SATISFIABLE);
  }

  /** Sends a request and follows redirects, up to an answer that is enough or has what is asked. */
  private HttpResponse<InputStream> send(
      At at, HttpRequest.Builder request, Predicate<HttpResponse<?>> enough) throws IOException {
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      HttpResponse<InputStream> response = sendOnce(at, request);
      int status = response.statusCode();
      if (enough.test(response) || status / 100 == 2) {
        return response;
      }
      response.body().close();
      if (!REDIRECTS.contains(status)) {
        throw Refusals.of(at, settings, response);
      }
      request.uri(target(at, response));
    }
    throw new HubException(
        Reason.REFUSED, at + ": expected at most " + MOST_REDIRECTS + " redirects, got more");
  }

  private HttpResponse<InputStream> sendOnce(At at, HttpRequest.Builder request)
      throws IOException {
    HttpRequest.Builder sent = request.copy().timeout(silence).header("User-Agent", "temper");
    if (isEndpoint(request.build().uri())) {
      settings.token().ifPresent(token -> sent.header("Authorization", "Bearer " + token));
    }
    try {
      return http.send(sent.build(), BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw failure(at, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(at + ": interrupted");
    }
  }

  /** What a failure to send or to receive means. */
  HubException failure(At at, IOException e) {
    boolean unreachable =
        e instanceof ConnectException
            || e instanceof HttpConnectTimeoutException
            || e instanceof SSLException;
    String what = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return new HubException(
        unreachable ? Reason.UNREACHABLE : Reason.TRANSIENT,
        at + ": expected an answer of " + settings.host() + ", got none: " + Excerpt.of(what));
  }

  private URI target(At at, HttpResponse<?> response) throws HubException {
    String location = response.headers().firstValue("Location").orElse("");
    URI from = response.uri();
    try {
      URI target = from.resolve(location);
      String scheme = String.valueOf(target.getScheme());
      if (target.getHost() != null
          && (scheme.equals("https")
              || (scheme.equals("http") && from.getScheme().equals(scheme)))) {
        return target;
      }
    } catch (IllegalArgumentException e) {
      // No address; it is shown below.
    }
    throw new HubException(
        Reason.REFUSED,
        at + ": expected a redirect to an https address, got '" + Excerpt.of(location) + "'");
  }

  private boolean isEndpoint(URI uri) {
    URI endpoint = settings.endpoint();
    return Objects.equals(uri.getScheme(), endpoint.getScheme())
        && uri.getHost().equalsIgnoreCase(endpoint.getHost())
        && uri.getPort() == endpoint.getPort();
  }

  private URI address(At at, String path) {
    return uri(
        at.kind().page(at.repository())
            + "/resolve/"
            + segment(at.revision())
            + "/"
            + String.join(
                "/", Splitter.on('/').splitToList(path).stream().map(HubClient::segment).toList()));
  }

  private URI uri(String path) {
    return URI.create(settings.endpoint() + "/" + path);
  }

  private static String segment(String text) {
    return UrlEscapers.urlPathSegmentEscaper().escape(text);
  }
}
