package io.alluvium.deploy;

/** A service that makes a run and can be asked how it goes. */
interface RunService extends AutoCloseable {

    /**
     * Has the run made.
     *
     * @return what the service calls it, for people
     * @throws io.alluvium.failure.AlluviumException DEPLOY_REFUSED; DEPLOY_UNREACHABLE
     */
    String submit();

    /**
     * How the submitted run goes.
     *
     * @throws io.alluvium.failure.AlluviumException DEPLOY_REFUSED; DEPLOY_UNREACHABLE
     */
    RunState state();

    /** Where its logs are, for people. */
    String logs();

    @Override
    void close();
}
