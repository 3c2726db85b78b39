package org.temper.data.hub;

import com.google.common.hash.Hashing;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A small Hub on the loopback, and beside it, on another port, the host that it redirects to for
 * what is in Git LFS. It fails as it is told to.
 */
final class LoopbackHub implements AutoCloseable {
  static final String COMMIT = "a".repeat(40);
  static final String NEXT = "b".repeat(40);

  private static final Pattern RESOLVE =
      Pattern.compile("/(?:datasets/)?[^/]+/[^/]+/resolve/([^/]+)/(.+)");
  private static final Pattern LISTING =
      Pattern.compile("/api/(models|datasets)/([^/]+/[^/]+)/revision/(.+)");
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-");

  /** A request that came. */
  record Request(String host, String method, String path, Map<String, String> headers) {
    String token() {
      return headers.getOrDefault("Authorization", "none");
    }
  }

  /** What goes wrong with answers for a file or a listing, for so many of them. */
  record Fault(String path, Kind kind, int number) {
    enum Kind {
      /** The answer has this status. */
      STATUS,
      /** The body ends after so many bytes. */
      BREAKS_AFTER,
      /** The body stops after so many bytes, and the connection stays. */
      SILENT_AFTER,
      /** Its first byte is another. */
      CORRUPT,
      /** A range is not heeded. */
      WHOLE,
      /** Another range is sent than was asked for. */
      OTHER_RANGE,
      /** There is more than there should be. */
      LONGER
    }
  }

  private static final long READ_MILLIS = 200;

  private final HttpServer hub;
  private final HttpServer storage;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<String, String> revisions = new ConcurrentHashMap<>(Map.of("main", COMMIT));
  private final ConcurrentLinkedQueue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final Map<String, String> errorHeaders = new ConcurrentHashMap<>();
  private final List<String> listed = new CopyOnWriteArrayList<>();
  private volatile boolean describing = true;
  final List<Request> requests = new CopyOnWriteArrayList<>();

  LoopbackHub() throws IOException {
    hub = start("hub");
    storage = start("storage");
  }

  private HttpServer start(String name) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            answer(name, exchange);
          }
        });
    server.start();
    return server;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
  }

  LoopbackHub with(String path, String text) {
    return with(path, text.getBytes(StandardCharsets.UTF_8));
  }

  LoopbackHub with(String path, byte[] bytes) {
    files.put(path, bytes);
    return this;
  }

  LoopbackHub withRevision(String name, String commit) {
    revisions.put(name, commit);
    return this;
  }

  LoopbackHub failing(String path, Fault.Kind kind, int number, int times) {
    for (int i = 0; i < times; i++) {
      faults.add(new Fault(path, kind, number));
    }
    return this;
  }

  LoopbackHub withErrorHeader(String name, String value) {
    errorHeaders.put(name, value);
    return this;
  }

  /** Adds entries to the lists of files. */
  LoopbackHub withListed(String json) {
    listed.add("," + json);
    return this;
  }

  /** Leaves sizes and hashes out of the lists of files. */
  LoopbackHub withBareListings() {
    describing = false;
    return this;
  }

  List<Request> requestsOf(String path) {
    return requests.stream().filter(request -> request.path().endsWith(path)).toList();
  }

  static boolean isLarge(String path) {
    return path.endsWith(".safetensors") || path.endsWith(".parquet");
  }

  static String hash(String path, byte[] bytes) {
    return isLarge(path) ? Hashing.sha256().hashBytes(bytes).toString() : gitHash(bytes);
  }

  @SuppressWarnings("deprecation") // what git names its blobs by
  private static String gitHash(byte[] bytes) {
    return Hashing.sha1()
        .newHasher()
        .putString("blob " + bytes.length + "\0", StandardCharsets.US_ASCII)
        .putBytes(bytes)
        .hash()
        .toString();
  }

  private void answer(String host, HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    requests.add(new Request(host, exchange.getRequestMethod(), path, headers));
    Fault fault = fault(host, path);
    if (fault != null && fault.kind() == Fault.Kind.STATUS) {
      errorHeaders.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      exchange.sendResponseHeaders(fault.number(), -1);
      return;
    }
    Matcher listing = LISTING.matcher(path);
    Matcher resolve = RESOLVE.matcher(path);
    if (listing.matches()) {
      String commit = revisions.getOrDefault(listing.group(3), listing.group(3));
      if (!HubName.isCommit(commit)) {
        exchange.getResponseHeaders().set("X-Error-Code", "RevisionNotFound");
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      send(exchange, listing(commit).getBytes(StandardCharsets.UTF_8), fault);
    } else if (resolve.matches() && files.containsKey(resolve.group(2))) {
      sendFile(host, exchange, resolve.group(2), fault);
    } else {
      exchange.sendResponseHeaders(404, -1);
    }
  }

  /** A fault of what is in Git LFS happens where it is sent from. */
  private synchronized Fault fault(String host, String path) {
    for (Fault fault : faults) {
      boolean here = path.endsWith(fault.path()) && (host.equals("storage") || !isLarge(path));
      if (here && faults.remove(fault)) {
        return fault;
      }
    }
    return null;
  }

  private String listing(String commit) {
    return files.entrySet().stream()
        .map(
            file ->
                describing
                    ? String.format(
                        "{\"rfilename\":\"%s\",\"size\":%d,\"blobId\":\"%s\"%s}",
                        file.getKey(),
                        file.getValue().length,
                        gitHash(file.getValue()),
                        isLarge(file.getKey())
                            ? String.format(
                                ",\"lfs\":{\"sha256\":\"%s\",\"size\":%d,\"pointerSize\":134}",
                                hash(file.getKey(), file.getValue()), file.getValue().length)
                            : "")
                    : String.format("{\"rfilename\":\"%s\"}", file.getKey()))
        .collect(
            Collectors.joining(
                ",",
                "{\"id\":\"x\",\"sha\":\"" + commit + "\",\"siblings\":[",
                String.join("", listed) + "]}"));
  }

  private void sendFile(String host, HttpExchange exchange, String path, Fault fault)
      throws IOException {
    byte[] bytes = files.get(path);
    var headers = exchange.getResponseHeaders();
    if (host.equals("hub")) {
      headers.set("X-Repo-Commit", COMMIT);
    }
    if (host.equals("hub") && isLarge(path)) {
      headers.set("X-Linked-Etag", '"' + hash(path, bytes) + '"');
      headers.set("X-Linked-Size", String.valueOf(bytes.length));
      headers.set(
          "Location",
          "http://127.0.0.1:" + storage.getAddress().getPort() + exchange.getRequestURI());
      exchange.sendResponseHeaders(302, -1);
      return;
    }
    headers.set("ETag", '"' + hash(path, bytes) + '"');
    send(exchange, bytes, fault);
  }

  private static void send(HttpExchange exchange, byte[] bytes, Fault fault) throws IOException {
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.getResponseHeaders().set("Content-Length", String.valueOf(bytes.length));
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    Fault.Kind kind = fault == null ? null : fault.kind();
    byte[] sent = bytes;
    int status = 200;
    String range = exchange.getRequestHeaders().getFirst("Range");
    if (range != null && kind != Fault.Kind.WHOLE) {
      Matcher matcher = RANGE.matcher(range);
      matcher.matches();
      int from = Integer.parseInt(matcher.group(1)) + (kind == Fault.Kind.OTHER_RANGE ? 1 : 0);
      sent = Arrays.copyOfRange(bytes, from, bytes.length);
      status = 206;
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
    }
    if (kind == Fault.Kind.CORRUPT) {
      sent = sent.clone();
      sent[0] ^= 1;
    }
    if (kind == Fault.Kind.LONGER) {
      sent = Arrays.copyOf(sent, sent.length + 1);
    }
    int end =
        kind == Fault.Kind.BREAKS_AFTER || kind == Fault.Kind.SILENT_AFTER
            ? Math.min(fault.number(), sent.length)
            : sent.length;
    exchange.sendResponseHeaders(status, sent.length == 0 ? -1 : sent.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(sent, 0, end);
      out.flush();
      if (kind == Fault.Kind.SILENT_AFTER) {
        Thread.sleep(60_000);
      } else if (end < sent.length) {
        // Java's client drops what it has not handed on when a connection breaks.
        Thread.sleep(READ_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Where fewer bytes were written than announced, the server ends the connection.
  }

  @Override
  public void close() {
    hub.stop(0);
    storage.stop(0);
    threads.shutdownNow();
  }

  /** What is told of a fetch. */
  static final class Told implements FetchProgress {
    final List<Fetch> fetches = new ArrayList<>();
    final List<Long> received = new ArrayList<>();
    final List<String> waits = new ArrayList<>();

    @Override
    public synchronized void begin(Fetch fetch) {
      fetches.add(fetch);
    }

    @Override
    public synchronized void received(long bytes, long total) {
      received.add(bytes);
    }

    @Override
    public synchronized void waiting(String reason) {
      waits.add(reason);
    }
  }
}
