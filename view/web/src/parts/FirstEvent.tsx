import { CopyButton } from "./CopyButton";

/** The shortest way to see something here. */
export function FirstEvent() {
  const command = `curl -X POST ${location.origin}/v1/events/agent-actions -H 'content-type: application/json' -d '{"correlation_id":"hello-1","agent_name":"my-agent","action_type":"tool_call","action_name":"Read","duration_ms":42}'`;
  return (
    <div class="first-event">
      <p>Publish a first event; it appears here by itself:</p>
      <div class="command">
        <pre tabIndex={0} aria-label="Command that publishes an event">
          {command}
        </pre>
        <CopyButton text={command} label="Copy command" />
      </div>
      <p>
        Or from an agent's shell: <code>skills/log-agent-action --agent my-agent --action-type tool_call --action-name Read</code>
      </p>
    </div>
  );
}
