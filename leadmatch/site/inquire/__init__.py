"""The form that asks schools for information: who will receive it, what they need, and a consent for each."""
