"""The clock. A reminder is a row before it is a sound: occurrences are rows, the alarm only wakes who reads them."""
