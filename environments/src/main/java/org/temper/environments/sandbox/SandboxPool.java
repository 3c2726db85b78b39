package org.temper.environments.sandbox;

import static com.google.common.base.Preconditions.checkState;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.util.concurrent.ThreadFactoryBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import org.temper.environments.sandbox.Launch.Ownership;
import org.temper.environments.sandbox.Launch.Service;
import org.temper.environments.sandbox.SandboxProcess.OverdueException;
import org.temper.environments.sandbox.SandboxProcess.Reply;

/** Sandboxes that are used again and again, each by one program at a time. */
final class SandboxPool implements Sandbox {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration START = Duration.ofSeconds(20);

  /** How long beyond a limit of time the fork server is waited for, which keeps the limits. */
  private static final Duration GRACE = Duration.ofMillis(800);

  /**
   * What is waited for further where a JVM may have to start first, which is not of the program.
   */
  private static final Duration JVM_START = Duration.ofSeconds(15);

  private static final int KILLED = 137;

  private final SandboxFiles files;
  private final Launch launch;
  private final Semaphore permits;
  private final int parallel;
  private final ExecutorService starter;
  private final ScheduledThreadPoolExecutor watchdog;

  private final Map<Service, Deque<SandboxProcess>> idle = new EnumMap<>(Service.class);
  private final Set<SandboxProcess> running = new HashSet<>();
  private boolean closed;

  private SandboxPool(Launch launch, int parallel) {
    this.files = launch.files();
    this.launch = launch;
    this.parallel = parallel;
    permits = new Semaphore(parallel, true);
    ThreadFactory daemons =
        new ThreadFactoryBuilder().setNameFormat("sandbox-%d").setDaemon(true).build();
    starter = Executors.newSingleThreadExecutor(daemons);
    watchdog = new ScheduledThreadPoolExecutor(1, daemons);
    watchdog.setRemoveOnCancelPolicy(true);
    for (Service service : Service.values()) {
      idle.put(service, new ArrayDeque<>());
    }
  }

  /** A pool whose first sandbox has started. */
  static SandboxPool open(Isolation isolation, int parallel) {
    Toolchain tools = Toolchain.find();
    SandboxException failure = null;
    for (Ownership own :
        Launch.isRoot()
            ? List.of(Ownership.OWN_USER, Ownership.USER_NAMESPACE)
            : List.of(Ownership.USER_NAMESPACE)) {
      SandboxPool pool =
          new SandboxPool(new Launch(isolation, own, tools, SandboxFiles.write()), parallel);
      try {
        pool.give(Service.SCRIPTS, pool.take(Service.SCRIPTS));
        return pool;
      } catch (SandboxException e) {
        pool.close();
        failure = failure == null ? e : failure;
      }
    }
    throw failure == null ? new SandboxException("no way to start a sandbox") : failure;
  }

  Isolation isolation() {
    return launch.isolation();
  }

  @Override
  public RunResult run(Program program) {
    checkState(!isClosed(), "the sandbox is closed");
    try {
      permits.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SandboxException("interrupted while waiting for a free sandbox", e);
    }
    try {
      byte[] input = program.input().getBytes(UTF_8);
      return program.language() == Language.JAVA
          ? compileAndRun(program, input)
          : run(
              Service.SCRIPTS,
              program,
              program.limits().wallTime(),
              program.source().getBytes(UTF_8),
              input);
    } finally {
      permits.release();
    }
  }

  private RunResult compileAndRun(Program program, byte[] input) {
    long start = System.nanoTime();
    Duration wallTime = program.limits().wallTime();
    SandboxProcess compiler = take(Service.COMPILER);
    Reply reply;
    try {
      reply =
          compiler.exchange(wallTime, JSON.createObjectNode(), program.source().getBytes(UTF_8));
    } catch (OverdueException e) {
      end(compiler);
      return ended(start, OptionalInt.empty(), "", Optional.of(RunResult.Limit.WALL_TIME));
    } catch (IOException e) {
      end(compiler);
      checkState(!isClosed(), "the sandbox is closed");
      return ended(start, OptionalInt.of(KILLED), "the compiler was killed", Optional.empty());
    }
    giveBack(Service.COMPILER, compiler, reply);
    if (!reply.head().get("compiled").asBoolean()) {
      String told = text(reply.parts().get(1), program.limits().outputBytes(), false);
      return ended(start, OptionalInt.of(1), told, Optional.empty());
    }
    Duration compilation = since(start);
    RunResult result =
        run(Service.JAVA, program, wallTime.minus(compilation), reply.parts().get(0), input);
    return new RunResult(
        result.exit(),
        result.output(),
        result.errors(),
        result.time().plus(compilation),
        result.limit());
  }

  private RunResult run(
      Service service, Program program, Duration wallTime, byte[] code, byte[] input) {
    SandboxProcess sandbox = take(service);
    long start = System.nanoTime();
    Duration patience =
        wallTime.plus(GRACE).plus(service == Service.JAVA ? JVM_START : Duration.ZERO);
    Reply reply;
    try {
      reply = sandbox.exchange(patience, head(program, wallTime), code, input);
    } catch (OverdueException e) {
      end(sandbox);
      return ended(start, OptionalInt.empty(), "", Optional.of(RunResult.Limit.WALL_TIME));
    } catch (IOException e) {
      end(sandbox);
      checkState(!isClosed(), "the sandbox is closed");
      return ended(start, OptionalInt.of(KILLED), "the sandbox was killed", Optional.empty());
    }
    giveBack(service, sandbox, reply);
    return result(reply, program.limits());
  }

  private static ObjectNode head(Program program, Duration wallTime) {
    RunLimits limits = program.limits();
    return JSON.createObjectNode()
        .put("language", program.language().name())
        .put("wallTime", seconds(wallTime))
        .put("cpuTime", seconds(limits.cpuTime()))
        .put("memoryBytes", limits.memoryBytes())
        .put("processes", limits.processes())
        .put("fileBytes", limits.fileBytes())
        .put("outputBytes", limits.outputBytes());
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static RunResult result(Reply reply, RunLimits limits) {
    JsonNode head = reply.head();
    JsonNode exit = head.get("exit");
    JsonNode limit = head.get("limit");
    return new RunResult(
        exit.isNull() ? OptionalInt.empty() : OptionalInt.of(exit.asInt()),
        text(reply.parts().get(0), limits.outputBytes(), head.get("cut").get(0).asBoolean()),
        text(reply.parts().get(1), limits.outputBytes(), head.get("cut").get(1).asBoolean()),
        Duration.ofNanos(Math.round(head.get("seconds").asDouble() * 1e9)),
        limit.isNull() ? Optional.empty() : Optional.of(RunResult.Limit.valueOf(limit.asText())));
  }

  private static String text(byte[] bytes, int most, boolean cut) {
    boolean shortened = cut || bytes.length > most;
    String text = new String(bytes, 0, Math.min(bytes.length, most), UTF_8);
    return shortened ? text + "\n[cut after " + most + " bytes]" : text;
  }

  private static RunResult ended(
      long start, OptionalInt exit, String errors, Optional<RunResult.Limit> limit) {
    return new RunResult(exit, "", errors, since(start), limit);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** A sandbox for one program: an idle one, or a new one. */
  private SandboxProcess take(Service service) {
    while (true) {
      SandboxProcess sandbox;
      synchronized (this) {
        checkState(!closed, "the sandbox is closed");
        sandbox = idle(service).poll();
      }
      if (sandbox == null) {
        return start(service);
      }
      if (sandbox.isAlive()) {
        return sandbox;
      }
      end(sandbox);
    }
  }

  private SandboxProcess start(Service service) {
    try {
      SandboxProcess sandbox =
          SandboxProcess.start(launch.command(service), files.newLog(), starter, watchdog, START);
      synchronized (this) {
        running.add(sandbox);
      }
      return sandbox;
    } catch (IOException e) {
      throw new SandboxException(
          launch.isolation().name().toLowerCase(Locale.ROOT) + ": " + e.getMessage(), e);
    }
  }

  private void giveBack(Service service, SandboxProcess sandbox, Reply reply) {
    if (reply.head().get("retired").asBoolean()) {
      end(sandbox);
    } else {
      give(service, sandbox);
    }
  }

  private void give(Service service, SandboxProcess sandbox) {
    synchronized (this) {
      if (!closed) {
        idle(service).push(sandbox);
        return;
      }
    }
    end(sandbox);
  }

  private void end(SandboxProcess sandbox) {
    sandbox.kill();
    synchronized (this) {
      running.remove(sandbox);
    }
  }

  private Deque<SandboxProcess> idle(Service service) {
    return requireNonNull(idle.get(service));
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  @Override
  public void close() {
    List<SandboxProcess> left;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      left = List.copyOf(running);
    }
    left.forEach(SandboxProcess::kill);
    // Programs that ran were ended with their sandboxes; their callers take note of it.
    permits.acquireUninterruptibly(parallel);
    permits.release(parallel);
    starter.shutdownNow();
    watchdog.shutdownNow();
    files.close();
  }
}
