package org.temper.environments.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One sandbox that runs, seen from without. Messages are the length of a head in 4 bytes, a head in
 * JSON, and the bytes whose lengths the head tells.
 */
final class SandboxProcess {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LOG_CHARACTERS = 400;

  private final Process process;
  private final Path log;
  private final ScheduledExecutorService watchdog;
  private final DataOutputStream out;
  private final DataInputStream in;

  /** What came back. */
  record Reply(JsonNode head, List<byte[]> parts) {}

  /** The failure of a sandbox to answer in time. */
  static final class OverdueException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private SandboxProcess(Process process, Path log, ScheduledExecutorService watchdog) {
    this.process = process;
    this.log = log;
    this.watchdog = watchdog;
    out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
    in = new DataInputStream(process.getInputStream());
  }

  /**
   * Starts a sandbox and waits until it is ready.
   *
   * @param command its command
   * @param log a file for what it complains of, removed with it
   * @param starter one thread that lives as long as the sandboxes: Linux ends them with the thread
   *     that started them
   * @param watchdog what ends it where it is overdue
   * @param patience how long it may take
   * @return the sandbox
   * @throws IOException if it does not start; the message tells why
   */
  static SandboxProcess start(
      List<String> command,
      Path log,
      ExecutorService starter,
      ScheduledExecutorService watchdog,
      Duration patience)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().clear();
    builder.environment().putAll(Launch.environment());
    SandboxProcess sandbox = new SandboxProcess(startIn(starter, builder), log, watchdog);
    try {
      sandbox.within(patience, sandbox::read);
      return sandbox;
    } catch (IOException e) {
      sandbox.process.destroyForcibly();
      String complaint = sandbox.complaint();
      sandbox.kill();
      throw new IOException(complaint.isEmpty() ? "did not start" : complaint, e);
    }
  }

  private static Process startIn(ExecutorService starter, ProcessBuilder builder)
      throws IOException {
    Future<Process> started = starter.submit(builder::start);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return started.get();
        } catch (InterruptedException e) {
          // A process that nobody knows of would stay.
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IOException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a message. */
  void send(ObjectNode head, byte[]... parts) throws IOException {
    ArrayNode lengths = head.putArray("lengths");
    for (byte[] part : parts) {
      lengths.add(part.length);
    }
    byte[] encoded = JSON.writeValueAsBytes(head);
    out.writeInt(encoded.length);
    out.write(encoded);
    for (byte[] part : parts) {
      out.write(part);
    }
    out.flush();
  }

  /**
   * Sends a message and waits for what comes back.
   *
   * @throws OverdueException if nothing came in time; the sandbox is no more, then
   * @throws IOException if the sandbox is no more
   */
  Reply exchange(Duration patience, ObjectNode head, byte[]... parts) throws IOException {
    return within(
        patience,
        () -> {
          send(head, parts);
          return read();
        });
  }

  private interface Exchange {
    Reply run() throws IOException;
  }

  private Reply within(Duration patience, Exchange exchange) throws IOException {
    AtomicBoolean overdue = new AtomicBoolean();
    Future<?> end =
        watchdog.schedule(
            () -> {
              overdue.set(true);
              kill();
            },
            patience.toNanos(),
            TimeUnit.NANOSECONDS);
    try {
      return exchange.run();
    } catch (IOException e) {
      if (overdue.get()) {
        OverdueException told = new OverdueException();
        told.initCause(e);
        throw told;
      }
      throw e;
    } finally {
      end.cancel(false);
    }
  }

  private Reply read() throws IOException {
    JsonNode head = JSON.readTree(readBytes(in.readInt()));
    List<byte[]> parts = new ArrayList<>();
    for (JsonNode length : head.get("lengths")) {
      parts.add(readBytes(length.asInt()));
    }
    return new Reply(head, parts);
  }

  private byte[] readBytes(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  /** The last line of what it complained of. */
  private String complaint() {
    try {
      process.waitFor();
      String text = Files.readString(log, StandardCharsets.ISO_8859_1).strip();
      String last = text.substring(text.lastIndexOf('\n') + 1);
      return last.substring(0, Math.min(LOG_CHARACTERS, last.length()));
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Ends it with all that is in it, and returns when it is gone. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    boolean interrupted = false;
    while (true) {
      try {
        process.waitFor();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    try {
      Files.deleteIfExists(log);
    } catch (IOException e) {
      // It goes with the pool's directory.
    }
  }
}
