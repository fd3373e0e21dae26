"""The whole public record as one deterministic capsule, and the public record made again from one."""
