package org.temper.cli.training;

import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.temper.algorithms.run.RunResult;
import org.temper.algorithms.run.StopRequest;
import org.temper.algorithms.run.TrainingRun;
import org.temper.cli.training.TrainingSettings.Start;

/**
 * A clean stop of a run at SIGTERM or Ctrl-C: the process waits until the update that is being made
 * is finished and a checkpoint is written, and then ends with the signal's own exit code, 143 or
 * 130.
 */
public final class SignalStop {
  /** How long an ending process waits for the update and its checkpoint. */
  private static final long PATIENCE_MINUTES = 30;

  private SignalStop() {}

  /**
   * Runs, and stops cleanly where the process is asked to end.
   *
   * @param run what is run
   * @param start from where
   * @param messages where a word on the stop goes
   * @param <B> the trainer's batches
   * @return how it ended
   * @throws StoppedException if it was stopped before its end
   */
  public static <B> RunResult run(TrainingRun<B> run, Start start, PrintWriter messages) {
    StopRequest request = new StopRequest();
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(request, ended, messages), "temper-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      TrainingRun<B> stoppable = run.withStop(request);
      RunResult result = start == Start.RESUMED ? stoppable.resume() : stoppable.start();
      if (result.ending() == RunResult.Ending.STOPPED) {
        String said = "stopped after update " + result.updates() + "; go on with --resume";
        messages.println(said);
        messages.flush();
        throw new StoppedException(said);
      }
      return result;
    } finally {
      ended.countDown();
      remove(hook);
    }
  }

  private static void stop(StopRequest request, CountDownLatch ended, PrintWriter messages) {
    request.make();
    if (ended.getCount() > 0) {
      messages.println();
      messages.println("stopping: finishing this update, then writing a checkpoint");
      messages.flush();
    }
    try {
      ended.await(PATIENCE_MINUTES, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending already: the hook is what waited for this.
      return;
    }
  }

  /** A run that was stopped before its end, with a checkpoint to go on from. */
  public static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException(String message) {
      super(message);
    }
  }
}
