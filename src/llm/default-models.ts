/** The models asked where LLM_CHAIN and the settings name none. Bedrock's depends on the region: bedrock-models.ts. */
export const DEFAULT_MODELS = {
  /** A production model of Groq's; the Llama models it replaced were shut down on 2026-08-16. https://console.groq.com/docs/models */
  groq: 'openai/gpt-oss-120b',
  /** Generally available since 2026-09-02; Gemini 2.5 shuts down on 2026-12-01. https://ai.google.dev/gemini-api/docs/deprecations */
  gemini: 'gemini-3.8-flash',
  /** OpenRouter routes it over several hosts, so it survives an outage of Bedrock alone. */
  openrouter: 'anthropic/claude-sonnet-5.5',
};
