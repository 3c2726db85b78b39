package org.temper.samplers.rewards;

import java.util.ArrayList;
import java.util.List;

/** Threads that were given up and may still run. */
final class AbandonedThreads {
  private final List<Thread> threads = new ArrayList<>();

  synchronized void add(Thread thread) {
    threads.removeIf(other -> !other.isAlive());
    threads.add(thread);
    thread.interrupt();
  }

  synchronized int alive() {
    threads.removeIf(thread -> !thread.isAlive());
    return threads.size();
  }

  synchronized void interrupt() {
    threads.forEach(Thread::interrupt);
  }
}
