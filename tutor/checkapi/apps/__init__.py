"""What runs in the cluster for its users: what it is asked, what it answers, whether all of it is there.

What may live here: requests in lines and logs, an application's answers, a file each, and the state of workloads. This
package may ask all others by topic, and none of them asks it. What never: clients of its own; `evidence` has them.
"""
